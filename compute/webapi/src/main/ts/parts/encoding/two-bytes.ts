// Encodings of one or two bytes by an index: Big5, EUC-KR and Shift_JIS.
import { StringPrototypeCharCodeAt } from '../../core/primordials';
import { ByteDecoding, encodingTable } from './decoding';

abstract class TwoByteDecoding extends ByteDecoding {
  protected readonly table: string;
  #lead = 0;

  constructor(table: string, fatal: boolean) {
    super(fatal);
    this.table = encodingTable(table);
  }
  protected accept(byte: number): boolean {
    const lead = this.#lead;
    if (lead === 0) return this.first(byte);
    this.#lead = 0;
    return this.second(lead, byte) ? false : this.spoil(byte);
  }
  protected keep(byte: number): false {
    this.#lead = byte;
    return false;
  }
  protected abstract first(byte: number): false;
  /** Whether the two are a character, which is given out then. */
  protected abstract second(lead: number, byte: number): boolean;

  protected finish(): void {
    if (this.#lead === 0) return;
    this.#lead = 0;
    this.error();
  }
  protected reset(): void {
    this.#lead = 0;
  }
  protected give(unit: number): boolean {
    if (unit === 0xfffd) return false;
    this.emit(unit);
    return true;
  }
}

export class Big5Decoding extends TwoByteDecoding {
  constructor(fatal: boolean) {
    super('big5', fatal);
  }
  protected first(byte: number): false {
    if (byte < 0x80) return this.emit(byte);
    return byte > 0x80 && byte < 0xff ? this.keep(byte) : this.error();
  }
  protected second(lead: number, byte: number): boolean {
    if (byte < 0x40 || byte > 0xfe || (byte > 0x7e && byte < 0xa1)) return false;
    const at = ((lead - 0x81) * 157 + byte - (byte < 0x7f ? 0x40 : 0x62)) * 2;
    if (!this.give(StringPrototypeCharCodeAt(this.table, at))) return false;
    const other = StringPrototypeCharCodeAt(this.table, at + 1);
    if (other !== 0) this.emit(other);
    return true;
  }
}

export class EucKrDecoding extends TwoByteDecoding {
  constructor(fatal: boolean) {
    super('euc-kr', fatal);
  }
  protected first(byte: number): false {
    if (byte < 0x80) return this.emit(byte);
    return byte > 0x80 && byte < 0xff ? this.keep(byte) : this.error();
  }
  protected second(lead: number, byte: number): boolean {
    if (byte < 0x41 || byte > 0xfe) return false;
    return this.give(StringPrototypeCharCodeAt(this.table, (lead - 0x81) * 190 + byte - 0x41));
  }
}

export class ShiftJisDecoding extends TwoByteDecoding {
  constructor(fatal: boolean) {
    super('jis0208', fatal);
  }
  protected first(byte: number): false {
    if (byte <= 0x80) return this.emit(byte);
    if (byte >= 0xa1 && byte <= 0xdf) return this.emit(0xff61 - 0xa1 + byte);
    const leads = (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
    return leads ? this.keep(byte) : this.error();
  }
  protected second(lead: number, byte: number): boolean {
    if (byte < 0x40 || byte > 0xfc || byte === 0x7f) return false;
    const pointer = (lead - (lead < 0xa0 ? 0x81 : 0xc1)) * 188 + byte - (byte < 0x7f ? 0x40 : 0x41);
    return this.give(StringPrototypeCharCodeAt(this.table, pointer));
  }
}
