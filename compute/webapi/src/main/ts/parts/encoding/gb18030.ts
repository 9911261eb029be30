// gb18030, and gbk, which decodes alike: one, two or four bytes.
import { StringPrototypeCharCodeAt } from '../../core/primordials';
import { ByteDecoding, encodingTable } from './decoding';

/** Where the pointers of four bytes begin in the table, and how many there are below the supplementary planes. */
const FOUR = 23_940;
const BASIC = 39_420;
const SUPPLEMENTARY = 189_000;
const LAST = SUPPLEMENTARY + 0xfffff;

export class Gb18030Decoding extends ByteDecoding {
  readonly #table = encodingTable('gb18030');
  #first = 0;
  #second = 0;
  #third = 0;

  protected accept(byte: number): boolean {
    if (this.#third !== 0) return this.#fourth(byte);
    if (this.#second !== 0) {
      if (byte >= 0x81 && byte <= 0xfe) {
        this.#third = byte;
        return false;
      }
      return this.#takeBack(byte);
    }
    if (this.#first !== 0) return this.#next(byte);
    if (byte < 0x80) return this.emit(byte);
    if (byte === 0x80) return this.emit(0x20ac);
    if (byte === 0xff) return this.error();
    this.#first = byte;
    return false;
  }

  #next(byte: number): boolean {
    const lead = this.#first;
    if (byte >= 0x30 && byte <= 0x39) {
      this.#second = byte;
      return false;
    }
    this.#first = 0;
    if (byte >= 0x40 && byte <= 0xfe && byte !== 0x7f) {
      const pointer = (lead - 0x81) * 190 + byte - (byte < 0x7f ? 0x40 : 0x41);
      const unit = StringPrototypeCharCodeAt(this.#table, pointer);
      if (unit !== 0xfffd) return this.emit(unit);
    }
    return this.spoil(byte);
  }

  #fourth(byte: number): boolean {
    if (byte < 0x30 || byte > 0x39) return this.#takeBack(byte);
    const pointer = (((this.#first - 0x81) * 10 + this.#second - 0x30) * 126 + this.#third - 0x81) * 10 + byte - 0x30;
    this.reset();
    if (pointer < BASIC) return this.emit(StringPrototypeCharCodeAt(this.#table, FOUR + pointer));
    if (pointer < SUPPLEMENTARY || pointer > LAST) return this.error();
    return this.emitPoint(pointer - SUPPLEMENTARY + 0x10000);
  }

  /** The first byte alone was wrong: those after it are looked at again. */
  #takeBack(byte: number): boolean {
    const { second, third } = { second: this.#second, third: this.#third };
    this.reset();
    this.error();
    if (second !== 0) while (this.accept(second));
    if (third !== 0) while (this.accept(third));
    return byte >= 0;
  }
  protected finish(): void {
    if (this.#first === 0) return;
    this.reset();
    this.error();
  }
  protected reset(): void {
    this.#first = 0;
    this.#second = 0;
    this.#third = 0;
  }
}
