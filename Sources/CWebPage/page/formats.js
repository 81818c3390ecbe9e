/** The first bytes of the formats that the server reads. */
const signatures = {
  "image/png": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  "image/jpeg": [0xff, 0xd8, 0xff],
};

/**
 * An image in a format that the server reads.
 *
 * What another format holds is drawn to a PNG if the browser can; else it stays as it is, and the server says
 * what is wrong with it.
 *
 * @param {Blob} file
 * @returns {Promise<{image: Blob, note: string}>}
 */
export async function readable(file) {
  const start = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  for (const [type, bytes] of Object.entries(signatures)) {
    if (bytes.every((byte, place) => byte === start[place])) {
      return { image: file.type === type ? file : file.slice(0, file.size, type), note: "" };
    }
  }
  try {
    const bitmap = await createImageBitmap(file);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
    return { image: await canvas.convertToBlob({ type: "image/png" }), note: "Converted to PNG by your browser." };
  } catch {
    return { image: file, note: "" };
  }
}
