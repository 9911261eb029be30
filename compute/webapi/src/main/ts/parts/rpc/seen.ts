// Which objects were met while a value is written, and as the how-manieth. A handful is found faster by looking at each.
import { SafeMap } from '../../core/primordials';

interface Met {
  readonly object: object;
  readonly number: number;
  readonly before: Met | null;
}

const FEW = 12;

export class Seen {
  #count = 0;
  #last: Met | null = null;
  #map: SafeMap<object, number> | null = null;

  /** The number of an object that was met before; -1 if this is the first time. */
  meet(object: object): number {
    if (this.#map !== null) {
      const number = this.#map.get(object);
      if (number !== undefined) return number;
      this.#map.set(object, this.#count++);
      return -1;
    }
    for (let met = this.#last; met !== null; met = met.before) if (met.object === object) return met.number;
    this.#last = { object, number: this.#count++, before: this.#last };
    if (this.#count > FEW) this.#index();
    return -1;
  }

  #index(): void {
    const map = new SafeMap<object, number>();
    for (let met = this.#last; met !== null; met = met.before) map.set(met.object, met.number);
    this.#map = map;
    this.#last = null;
  }
}
