// Encodings of one byte for each character: ASCII, and a table for the rest.
import type { Bytes } from '../../core/bytes';
import { StringFromCharCode, StringPrototypeCharCodeAt, TypedArrayByteLength } from '../../core/primordials';
import { type Decoding, encodingTable, malformed } from './decoding';

export class SingleByteDecoding implements Decoding {
  readonly unicode = false;
  readonly #table: string;
  readonly #fatal: boolean;

  constructor(name: string, fatal: boolean) {
    this.#table = tableOf(name);
    this.#fatal = fatal;
  }
  decode(bytes: Bytes): string {
    let text = '';
    const length = TypedArrayByteLength(bytes);
    for (let i = 0; i < length; i++) {
      const byte = bytes[i]!;
      const unit = byte < 0x80 ? byte : StringPrototypeCharCodeAt(this.#table, byte - 0x80);
      if (unit === 0xfffd && this.#fatal) malformed();
      text += StringFromCharCode(unit);
    }
    return text;
  }
}

const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function tableOf(name: string): string {
  switch (name) {
    case 'windows-1252':
      return WINDOWS_1252 + unitsFrom(0xa0, 96);
    case 'x-user-defined':
      return unitsFrom(0xf780, 128);
    case 'iso-8859-8-i':
      return encodingTable('iso-8859-8');
    default:
      return encodingTable(name);
  }
}

function unitsFrom(first: number, count: number): string {
  let units = '';
  for (let i = 0; i < count; i++) units += StringFromCharCode(first + i);
  return units;
}
