// First in, first out, as a linked list. Internal queues are not arrays: an array's indexes can be intercepted by setters
// that a Worker puts on Array.prototype.

interface Node<T> {
  readonly value: T;
  next: Node<T> | null;
}

export class Queue<T> {
  #head: Node<T> | null = null;
  #tail: Node<T> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }
  push(value: T): void {
    const node: Node<T> = { value, next: null };
    if (this.#tail === null) this.#head = node;
    else this.#tail.next = node;
    this.#tail = node;
    this.#size++;
  }
  /** Puts a value back in front. */
  unshift(value: T): void {
    this.#head = { value, next: this.#head };
    if (this.#tail === null) this.#tail = this.#head;
    this.#size++;
  }
  /** The next value; only valid while `size` is not 0. */
  peek(): T {
    return this.#head!.value;
  }
  shift(): T {
    const node = this.#head!;
    this.#head = node.next;
    if (node.next === null) this.#tail = null;
    this.#size--;
    return node.value;
  }
  clear(): void {
    this.#head = this.#tail = null;
    this.#size = 0;
  }
  forEach(action: (value: T) => void): void {
    for (let node = this.#head; node !== null; node = node.next) action(node.value);
  }
}
