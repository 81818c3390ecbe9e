/** @typedef {import("./picture.js").Picture} Picture */

/** What an album tells: which picture it is about is `picture`. */
export class AlbumEvent extends Event {
  /** @param {"added" | "removed" | "opened" | "changed"} type @param {Picture | null} picture */
  constructor(type, picture) {
    super(type);
    this.picture = picture;
  }
}

/** The pictures on the page, in order, and the one that is open. Sends {@link AlbumEvent}s. */
export class Album extends EventTarget {
  /** @type {Picture[]} */
  pictures = [];
  /** @type {Picture | null} */
  current = null;

  /** Adds pictures and opens the first of them. @param {Picture[]} pictures */
  add(pictures) {
    for (const picture of pictures) {
      this.pictures.push(picture);
      this.dispatchEvent(new AlbumEvent("added", picture));
    }
    if (pictures.length > 0) this.open(pictures[0]);
  }

  /** @param {Picture | null} picture */
  open(picture) {
    if (picture === this.current) return;
    this.current = picture;
    this.dispatchEvent(new AlbumEvent("opened", picture));
  }

  /** Removes a picture, and opens its neighbour if it was the open one. @param {Picture} picture */
  remove(picture) {
    const place = this.pictures.indexOf(picture);
    if (place < 0) return;
    this.pictures.splice(place, 1);
    if (picture === this.current) this.open(this.pictures[place] ?? this.pictures[place - 1] ?? null);
    picture.withdraw();
    this.dispatchEvent(new AlbumEvent("removed", picture));
  }

  /** Removes all pictures. */
  clear() {
    // None of them is opened on the way.
    this.open(null);
    for (const picture of this.pictures.slice()) this.remove(picture);
  }

  /** Tells that something about a picture is new. @param {Picture} picture */
  touch(picture) {
    this.dispatchEvent(new AlbumEvent("changed", picture));
  }
}
