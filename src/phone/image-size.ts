export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
}

/** Width and height from the first bytes of a picture; null when it is none that a chat shows. */
export function imageSize(bytes: Uint8Array): ImageSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(view) ?? gif(view) ?? webp(view) ?? jpeg(view);
  } catch (error) {
    if (error instanceof RangeError) return null; // It ends before its size is told.
    throw error;
  }
}

function png(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== 0x89504e47) return null;
  return { width: view.getUint32(16), height: view.getUint32(20), mime: 'image/png' };
}

function gif(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== 0x47494638) return null;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), mime: 'image/gif' };
}

function webp(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250) return null;
  const kind = view.getUint32(12);
  const mime = 'image/webp';
  if (kind === 0x56503858) {
    const at = (offset: number) => view.getUint16(offset, true) + view.getUint8(offset + 2) * 65536;
    return { width: at(24) + 1, height: at(27) + 1, mime };
  }
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1, mime };
  }
  return {
    width: view.getUint16(26, true) & 0x3fff,
    height: view.getUint16(28, true) & 0x3fff,
    mime,
  };
}

function jpeg(view: DataView): ImageSize | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  for (;;) {
    const marker = view.getUint16(at);
    if (marker < 0xff00) return null;
    // Start-of-frame markers carry the size; c4, c8 and cc in that range are other tables.
    const frame =
      marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (frame) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), mime: 'image/jpeg' };
    }
    at += 2 + view.getUint16(at + 2);
  }
}
