// A table by number that mostly holds one entry or none, as those of most sessions do: it becomes a map when it has to.
import { SafeMap } from '../../core/primordials';

export class Few<V> {
  #number = 0;
  #value: V | undefined = undefined;
  #map: SafeMap<number, V> | null = null;

  get size(): number {
    if (this.#map !== null) return this.#map.size;
    return this.#value === undefined ? 0 : 1;
  }
  get(number: number): V | undefined {
    if (this.#map !== null) return this.#map.get(number);
    return this.#number === number ? this.#value : undefined;
  }
  has(number: number): boolean {
    return this.get(number) !== undefined;
  }
  set(number: number, value: V): void {
    if (this.#map !== null) this.#map.set(number, value);
    else if (this.#value === undefined || this.#number === number) {
      this.#number = number;
      this.#value = value;
    } else {
      this.#map = new SafeMap<number, V>();
      this.#map.set(this.#number, this.#value);
      this.#map.set(number, value);
    }
  }
  delete(number: number): boolean {
    if (this.#map !== null) return this.#map.delete(number);
    if (!this.has(number)) return false;
    this.#value = undefined;
    return true;
  }
  forEach(action: (value: V) => void): void {
    if (this.#map !== null) this.#map.forEach(action);
    else if (this.#value !== undefined) action(this.#value);
  }
  clear(): void {
    this.#map = null;
    this.#value = undefined;
  }
}
