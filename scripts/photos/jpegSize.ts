export interface ImageSize {
  width: number;
  height: number;
}

/** Reads an image's size from the start-of-frame segment of a JPEG file (ITU-T T.81, B.2.2). */
export function jpegSize(file: Buffer): ImageSize {
  let offset = 2;
  while (offset < file.length) {
    const marker = file.readUInt16BE(offset);
    if (isStartOfFrame(marker)) {
      return { height: file.readUInt16BE(offset + 5), width: file.readUInt16BE(offset + 7) };
    }
    offset += 2 + file.readUInt16BE(offset + 2);
  }
  throw new Error('No start-of-frame segment: not a JPEG file?');
}

/** 0xFFC0 to 0xFFCF, but for the Huffman table, the extension and the arithmetic coding segments. */
function isStartOfFrame(marker: number): boolean {
  return (marker & 0xfff0) === 0xffc0 && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}
