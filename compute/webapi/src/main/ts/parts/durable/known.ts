// Values of a Durable Object that need not be asked for: the object is the only one that writes them. One that replaces a known one
// waits for the end of the turn, so that a counter which many events of a turn raise is written once.
import { SafeMap } from '../../core/primordials';

const MOST_VALUES = 128;
const MOST_CHARS = 16 * 1024;
const LONGEST = 1024;

export class KnownValues {
  /** The texts by key; null is known to be none. */
  #texts = new SafeMap<string, string | null>();
  #chars = 0;
  /** Those that the host does not have yet. */
  readonly #unsaid = new SafeMap<string, string>();

  /** Undefined if nothing is known. */
  get(key: string): string | null | undefined {
    return this.#texts.get(key);
  }

  keep(key: string, text: string | null): void {
    this.#unsaid.delete(key);
    if (this.#forget(key) || (text !== null && text.length > LONGEST)) return;
    this.#chars += key.length + (text?.length ?? 0);
    this.#texts.set(key, text);
  }

  /** Whether a new value may wait: it takes the place of one, so it will find room. */
  replace(key: string, text: string): boolean {
    const before = this.#texts.get(key);
    if (before === undefined || before === null || text.length > LONGEST) return false;
    this.#chars += text.length - before.length;
    this.#texts.set(key, text);
    this.#unsaid.set(key, text);
    return true;
  }

  get unsaid(): number {
    return this.#unsaid.size;
  }
  /** Hands over what the host does not have. */
  say(tell: (text: string, key: string) => void): void {
    this.#unsaid.forEach(tell);
    this.#unsaid.clear();
  }

  /** Makes room; true if there is none while so much is unsaid. */
  #forget(key: string): boolean {
    const before = this.#texts.get(key);
    if (before !== undefined) {
      this.#texts.delete(key);
      this.#chars -= key.length + (before?.length ?? 0);
    }
    if (this.#texts.size < MOST_VALUES && this.#chars < MOST_CHARS) return false;
    if (this.#unsaid.size > 0) return true;
    this.clear();
    return false;
  }

  clear(): void {
    this.#unsaid.clear();
    this.#texts.clear();
    this.#chars = 0;
  }
}
