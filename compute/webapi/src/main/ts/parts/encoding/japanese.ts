// EUC-JP and ISO-2022-JP.
import { StringPrototypeCharCodeAt } from '../../core/primordials';
import { ByteDecoding, encodingTable } from './decoding';

const KATAKANA = 0xff61;

export class EucJpDecoding extends ByteDecoding {
  readonly #table = encodingTable('jis0208');
  #other = '';
  #lead = 0;
  #supplementary = false;

  protected accept(byte: number): boolean {
    const lead = this.#lead;
    if (lead === 0) return this.#begin(byte);
    const high = byte >= 0xa1 && byte <= 0xfe;
    if (lead === 0x8e && byte >= 0xa1 && byte <= 0xdf) {
      this.#lead = 0;
      return this.emit(KATAKANA - 0xa1 + byte);
    }
    if (lead === 0x8f && high) {
      this.#supplementary = true;
      this.#lead = byte;
      return false;
    }
    const supplementary = this.#supplementary;
    this.reset();
    if (lead >= 0xa1 && high) {
      const unit = StringPrototypeCharCodeAt(this.#tableFor(supplementary), (lead - 0xa1) * 94 + byte - 0xa1);
      if (unit !== 0xfffd) return this.emit(unit);
    }
    return this.spoil(byte);
  }
  #tableFor(supplementary: boolean): string {
    if (!supplementary) return this.#table;
    if (this.#other === '') this.#other = encodingTable('jis0212');
    return this.#other;
  }
  #begin(byte: number): false {
    if (byte < 0x80) return this.emit(byte);
    if (byte !== 0x8e && byte !== 0x8f && (byte < 0xa1 || byte > 0xfe)) return this.error();
    this.#lead = byte;
    return false;
  }
  protected finish(): void {
    if (this.#lead === 0) return;
    this.reset();
    this.error();
  }
  protected reset(): void {
    this.#lead = 0;
    this.#supplementary = false;
  }
}

const ASCII = 0;
const ROMAN = 1;
const KANA = 2;
const KANJI = 3;
const KANJI_TRAIL = 4;
const ESCAPE_START = 5;
const ESCAPE = 6;
const ESC = 0x1b;

/** A decoder with shifts: escape sequences choose the set that follows. */
export class Iso2022JpDecoding extends ByteDecoding {
  readonly #table = encodingTable('jis0208');
  #state = ASCII;
  #set = ASCII;
  #lead = 0;
  /** Whether something came out since the last escape sequence; two in a row are an error. */
  #output = false;

  protected accept(byte: number): boolean {
    switch (this.#state) {
      case ESCAPE_START:
        return this.#escapeStart(byte);
      case ESCAPE:
        return this.#escape(byte);
      case KANJI_TRAIL:
        return this.#trail(byte);
    }
    if (byte === ESC) {
      this.#state = ESCAPE_START;
      return false;
    }
    this.#output = false;
    if (this.#state === KANJI && byte >= 0x21 && byte <= 0x7e) {
      this.#lead = byte;
      this.#state = KANJI_TRAIL;
      return false;
    }
    if (this.#state === KANA && byte >= 0x21 && byte <= 0x5f) return this.emit(KATAKANA - 0x21 + byte);
    if (this.#state > ROMAN || byte > 0x7f || byte === 0x0e || byte === 0x0f) return this.error();
    if (this.#state === ROMAN && byte === 0x5c) return this.emit(0xa5);
    if (this.#state === ROMAN && byte === 0x7e) return this.emit(0x203e);
    return this.emit(byte);
  }

  #trail(byte: number): boolean {
    if (byte === ESC) {
      this.#state = ESCAPE_START;
      return this.error();
    }
    this.#state = KANJI;
    if (byte < 0x21 || byte > 0x7e) return this.error();
    const unit = StringPrototypeCharCodeAt(this.#table, (this.#lead - 0x21) * 94 + byte - 0x21);
    return unit === 0xfffd ? this.error() : this.emit(unit);
  }

  #escapeStart(byte: number): boolean {
    if (byte === 0x24 || byte === 0x28) {
      this.#lead = byte;
      this.#state = ESCAPE;
      return false;
    }
    return this.#noEscape(byte, 0);
  }
  #escape(byte: number): boolean {
    const lead = this.#lead;
    this.#lead = 0;
    const set = setOf(lead, byte);
    if (set < 0) return this.#noEscape(byte, lead);
    this.#state = set;
    this.#set = set;
    const twice = this.#output;
    this.#output = true;
    return twice ? this.error() : false;
  }
  /** What followed ESC was no sequence: it is looked at again as characters. */
  #noEscape(byte: number, before: number): boolean {
    this.#output = false;
    this.#state = this.#set;
    this.error();
    if (before !== 0) while (this.accept(before));
    return byte >= 0;
  }

  protected finish(): void {
    if (this.#state < KANJI_TRAIL) return;
    const before = this.#state === ESCAPE ? this.#lead : 0;
    this.#state = this.#state === KANJI_TRAIL ? KANJI : this.#set;
    this.#lead = 0;
    this.error();
    if (before === 0) return;
    while (this.accept(before));
    this.finish();
  }
  protected reset(): void {
    this.#state = ASCII;
    this.#set = ASCII;
    this.#lead = 0;
    this.#output = false;
  }
}

function setOf(lead: number, byte: number): number {
  if (lead === 0x28) return byte === 0x42 ? ASCII : byte === 0x4a ? ROMAN : byte === 0x49 ? KANA : -1;
  return byte === 0x40 || byte === 0x42 ? KANJI : -1;
}
