// The smallest test runner that suits the lanes: a check is a sentence and a function; nothing stops the ones after it.
import { isDeepStrictEqual } from "node:util";

export class Checks {
  results = [];

  constructor(suite) {
    this.suite = suite;
  }

  async that(sentence, check) {
    const began = performance.now();
    let failure;
    try {
      failure = await check();
      if (typeof failure !== "string") failure = undefined;
    } catch (e) {
      failure = e.message;
    }
    this.results.push({ suite: this.suite, sentence, failure, ms: performance.now() - began });
    if (failure) console.log(`  MISS ${sentence}: ${failure.slice(0, 600)}`);
    return failure === undefined;
  }

  get failed() {
    return this.results.filter((r) => r.failure);
  }
}

const show = (value) => (Buffer.isBuffer(value) ? value.toString("latin1") : typeof value === "string" ? value : JSON.stringify(value) ?? "undefined").slice(0, 300);

export function equal(found, expected, what = "") {
  const same = Buffer.isBuffer(found) ? found.equals(expected) : isDeepStrictEqual(found, expected);
  if (!same) throw new Error(`${what}${what ? ": " : ""}found ${show(found)}, expected ${show(expected)}`);
}

export function truth(value, complaint) {
  if (!value) throw new Error(complaint);
}
