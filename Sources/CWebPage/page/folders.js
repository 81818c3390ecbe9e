/** Names that may be images, among all that a folder holds. */
const imageName = /\.(png|jpe?g|jfif|webp|avif|gif|bmp)$/i;

/**
 * The files of a drop: those dropped themselves, whatever they are, and the images in dropped folders.
 *
 * @param {DataTransfer} transfer
 * @returns {Promise<File[]>}
 */
export async function droppedFiles(transfer) {
  // Both must be read before the first wait: the browser empties the transfer then.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const files = [...transfer.files];
  const folders = entries.filter((entry) => entry?.isDirectory);
  if (folders.length === 0) return files;
  const alone = await Promise.all(entries.filter((entry) => entry?.isFile).map(fileOf));
  const within = await Promise.all(folders.map(imagesWithin));
  return [...alone, ...within.flat()];
}

/** @param {any} folder A FileSystemDirectoryEntry. @returns {Promise<File[]>} In order of name. */
async function imagesWithin(folder) {
  const reader = folder.createReader();
  const entries = [];
  // A reader hands its entries out in portions, an empty one at the end.
  for (let portion; (portion = await new Promise((done, fail) => reader.readEntries(done, fail))).length > 0; ) {
    entries.push(...portion);
  }
  entries.sort((one, other) => one.name.localeCompare(other.name, "en", { numeric: true }));
  const found = [];
  for (const entry of entries) {
    if (entry.isDirectory) found.push(...(await imagesWithin(entry)));
    else if (imageName.test(entry.name)) found.push(await fileOf(entry));
  }
  return found;
}

/** @param {any} entry A FileSystemFileEntry. @returns {Promise<File>} */
const fileOf = (entry) => new Promise((done, fail) => entry.file(done, fail));
