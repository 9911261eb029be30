// The input gate of a Durable Object. Code that may not be interrupted runs in a section; what began elsewhere waits until the
// section is over, in order. Without it, an event that arrives while another awaits something would see half of its work.
import type { RequestContext } from '../../core/context';
import { SafeMap } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { type Enter, later } from '../../core/steps';

interface Waiter {
  readonly context: RequestContext;
  readonly run: () => void;
}

export class Section {
  /** What it interrupts; null for the object's ordinary life. */
  readonly outer: Section | null;
  readonly waiting = new Queue<Waiter>();
  over = false;
  constructor(outer: Section | null) {
    this.outer = outer;
  }
}

/** A section that is over lives on as the one around it. */
function alive(section: Section): Section {
  let at = section;
  while (at.over) at = at.outer!;
  return at;
}

export class InputGate {
  readonly #life = new Section(null);
  /** The innermost open section: only what belongs to it may run. */
  #top = this.#life;
  /** Where the code that runs now belongs. */
  #current = this.#life;
  /** Operations that began inside of sections. */
  readonly #begun = new SafeMap<number, Section>();
  #stepping = false;
  #shut = false;

  /** An operation begins: its completion belongs where the code that runs now does. */
  began(id: number): void {
    const section = alive(this.#current);
    if (section !== this.#life) this.#begun.set(id, section);
    else if (this.#begun.size > 0) this.#begun.delete(id);
  }

  /** Whether the completion of an operation may run now; if not, `run` is kept. */
  admits(context: RequestContext, id: number, run: () => void): boolean {
    const section = this.#begun.size === 0 ? undefined : this.#begun.get(id);
    return this.#admit(section === undefined ? this.#life : alive(section), context, run);
  }

  /** Whether an event from outside may begin now; if not, `run` is kept. */
  admitsEvent(context: RequestContext, run: () => void): boolean {
    return this.#admit(this.#life, context, run);
  }

  #admit(section: Section, context: RequestContext, run: () => void): boolean {
    if (section !== this.#top || section.waiting.size > 0) {
      if (!this.#shut) section.waiting.push({ context, run });
      return false;
    }
    this.#current = section;
    return true;
  }

  /** The code that runs from now on began nowhere: an object is being made. */
  enterLife(): void {
    this.#current = this.#life;
  }

  /** Opens a section as soon as what is before it in line has run; `run` is the first step inside. */
  open(context: RequestContext, run: (section: Section) => void): void {
    const outer = alive(this.#current);
    outer.waiting.push({
      context,
      run: () => {
        const section = new Section(alive(outer));
        this.#top = section;
        this.#current = section;
        run(section);
      },
    });
    this.#step();
  }

  /** The code that follows belongs to this section, as far as it is still open. */
  resume(section: Section): void {
    this.#current = alive(section);
  }

  close(section: Section): void {
    if (section.over) return;
    section.over = true;
    this.#top = alive(this.#top);
    const around = alive(section);
    while (section.waiting.size > 0) around.waiting.push(section.waiting.shift());
    if (around === this.#life) this.#forgetBegun();
    this.#step();
  }
  #forgetBegun(): void {
    this.#begun.forEach((section, id) => {
      if (alive(section) === this.#life) this.#begun.delete(id);
    });
  }

  /** The object is gone: nothing waits any more. */
  shut(): void {
    this.#shut = true;
    for (let at: Section | null = this.#top; at !== null; at = at.outer) at.waiting.clear();
  }

  /** Lets the next in line of the innermost section run, in a step of its own. */
  #step(): void {
    if (this.#stepping || this.#top.waiting.size === 0) return;
    this.#stepping = true;
    later((enter) => this.#next(enter));
  }
  #next(enter: Enter): void {
    this.#stepping = false;
    const section = this.#top;
    if (this.#shut || section.waiting.size === 0) return;
    const { context, run } = section.waiting.shift();
    this.#current = section;
    if (!context.finished && enter(context)) run();
    this.#step();
  }
}
