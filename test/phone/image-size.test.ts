import { describe, expect, it } from 'vitest';
import { imageSize } from '../../src/phone/image-size.ts';
import { picture } from './fixture.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('the size of a picture', () => {
  it.each([
    ['png', picture(31, 17), { width: 31, height: 17, mime: 'image/png' }],
    ['gif', bytes('47494638 3961 0a00 1400 00'), { width: 10, height: 20, mime: 'image/gif' }],
    [
      'jpeg with a header and a table before its frame',
      bytes('ffd8 ffe0 0004 0000 ffc4 0003 00 ffc2 000b 08 0030 0040 03 00 00'),
      { width: 64, height: 48, mime: 'image/jpeg' },
    ],
    [
      'webp, lossy',
      bytes('52494646 00000000 57454250 56503820 00000000 000000 9d012a 2c01 c800'),
      { width: 300, height: 200, mime: 'image/webp' },
    ],
    [
      'webp, extended',
      bytes('52494646 00000000 57454250 56503858 0a000000 00000000 2b0100 c70000'),
      { width: 300, height: 200, mime: 'image/webp' },
    ],
  ])('%s', (_name, data, size) => {
    expect(imageSize(data)).toEqual(size);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('just some words, no picture')],
    ['a png that ends too soon', picture(8, 8).slice(0, 18)],
    ['a jpeg without a frame', bytes('ffd8 ffe0 0004 0000')],
  ])('%s has none', (_name, data) => {
    expect(imageSize(data)).toBeNull();
  });
});
