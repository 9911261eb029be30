// The checker must tell good histories from bad ones: by hand, and by chance against an order that is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import { linearizable, partitioned } from "./linear.mjs";

/** One cell that is written and read. */
const register = {
  initial: 0,
  step: (state, { kind, value, got }) => (kind === "write" ? value : got === state || got === undefined ? state : undefined),
  key: String,
};
const write = (called, answered, value) => ({ kind: "write", called, answered, value });
const read = (called, answered, got) => ({ kind: "read", called, answered, got });

/** A number that is added to; each answer tells the sum. */
const counter = {
  initial: 0,
  step: (state, { sum }) => (sum === undefined || sum === state + 1 ? state + 1 : undefined),
  key: String,
};
const add = (called, answered, sum) => ({ called, answered, sum });

const verdict = (model, operations, options) => linearizable(model, operations, options).linear;

test("a history without operations is linearizable", () => assert.equal(verdict(register, []), true));

test("a read after a write sees it", () => {
  assert.equal(verdict(register, [write(0, 1, 5), read(2, 3, 5)]), true);
  assert.equal(verdict(register, [write(0, 1, 5), read(2, 3, 0)]), false);
});

test("a read beside a write may see either value", () => {
  assert.equal(verdict(register, [write(0, 10, 5), read(2, 3, 5)]), true);
  assert.equal(verdict(register, [write(0, 10, 5), read(2, 3, 0)]), true);
  assert.equal(verdict(register, [write(0, 10, 5), read(2, 3, 7)]), false);
});

test("once a value was seen the old one does not come back", () => {
  assert.equal(verdict(register, [write(0, 10, 5), read(1, 2, 5), read(3, 4, 0)]), false);
  assert.equal(verdict(register, [write(0, 10, 5), read(1, 2, 0), read(3, 4, 5)]), true);
});

test("two readers do not disagree about the order of two writes", () => {
  const writes = [write(0, 20, 1), write(0, 20, 2)];
  assert.equal(verdict(register, [...writes, read(1, 2, 1), read(3, 4, 2), read(5, 6, 2)]), true);
  assert.equal(verdict(register, [...writes, read(1, 2, 1), read(3, 4, 2), read(5, 6, 1)]), false);
});

test("a write in doubt happened or did not", () => {
  assert.equal(verdict(register, [write(0, undefined, 5), read(10, 11, 5)]), true);
  assert.equal(verdict(register, [write(0, undefined, 5), read(10, 11, 0)]), true);
  assert.equal(verdict(register, [write(0, undefined, 5), read(10, 11, 5), read(12, 13, 0)]), false);
  assert.equal(verdict(register, [write(0, undefined, 5), read(10, 11, 0), read(12, 13, 5)]), true);
});

test("a write in doubt did not happen before it was asked for", () => assert.equal(verdict(register, [read(0, 1, 5), write(2, undefined, 5)]), false));

test("an acknowledged write that is gone is found", () => {
  assert.equal(verdict(counter, [add(0, 1, 1), add(2, 3, 2), add(4, 5, 2)]), false);
  assert.equal(verdict(counter, [add(0, 1, 1), add(2, 3, 2), add(4, 5, 3)]), true);
});

test("two callers never get the same sum", () => assert.equal(verdict(counter, [add(0, 5, 1), add(0, 5, 1)]), false));

test("a gap is explained by operations in doubt, as many as there are", () => {
  assert.equal(verdict(counter, [add(0, 1, 1), add(0, undefined), add(0, undefined), add(4, 5, 4)]), true);
  assert.equal(verdict(counter, [add(0, 1, 1), add(0, undefined), add(4, 5, 4)]), false);
});

test("of many operations in doubt that do the same, only the number counts", () => {
  const counting = { ...counter, effect: () => "add" }, doubts = Array.from({ length: 60 }, (_, i) => add(i / 100, undefined));
  const { linear, steps } = linearizable(counting, [...doubts, add(5, 6, 31), add(7, 8, 60), add(9, 10, 64)]);
  assert.equal(linear, false);
  assert.ok(steps < 10_000, `${steps} steps`);
  assert.equal(verdict(counting, [...doubts, add(5, 6, 31), add(7, 8, 60), add(9, 10, 63)]), true);
});

test("what has no effect is not in doubt", () => {
  const reading = { ...register, effect: ({ kind, value }) => (kind === "write" ? value : undefined) };
  const doubts = Array.from({ length: 60 }, (_, i) => read(i / 100, undefined));
  assert.ok(linearizable(reading, [...doubts, write(1, 2, 5), read(3, 4, 6)]).steps < 10);
});

test("the search is given up at its bound, and says so", () => {
  const many = Array.from({ length: 24 }, (_, i) => write(0, 100, i + 1));
  const found = linearizable(register, [...many, read(101, 102, -1)], { bound: 2000 });
  assert.equal(found.linear, undefined);
  assert.ok(found.steps > 2000);
});

test("where the longest order ends is told", () => {
  const { linear, stuck } = linearizable(counter, [add(0, 1, 1), add(2, 3, 2), add(4, 5, 7)]);
  assert.equal(linear, false);
  assert.deepEqual([stuck.placed, stuck.of, stuck.state, stuck.waiting.map((o) => o.sum)], [2, 3, 2, [7]]);
});

test("histories are divided by their keys", () => {
  const parts = partitioned([{ key: "a", n: 1 }, { key: "b", n: 2 }, { key: "a", n: 3 }], (o) => o.key);
  assert.deepEqual([...parts].map(([key, list]) => [key, list.map((o) => o.n)]), [["a", [1, 3]], ["b", [2]]]);
});

/** The same seed, the same numbers. */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A true history: operations happen one after another, each called some time before and answered some time after. */
function chance(pick, length) {
  let state = 0;
  return Array.from({ length }, (_, i) => {
    const at = i * 10, called = at - pick(60), answered = pick(16) === 0 ? undefined : at + 1 + pick(60);
    if (pick(2)) return write(called, answered, (state = i + 1));
    return read(called, answered, answered === undefined ? undefined : state);
  });
}

test("every history that really happened is found linearizable", () => {
  for (let seed = 1; seed <= 60; seed++) assert.equal(verdict(register, chance(random(seed), 40)), true, `seed ${seed}`);
});

test("a read of what was never written is found in any history", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const pick = random(seed), history = chance(pick, 20), reads = history.filter((o) => o.kind === "read" && o.answered !== undefined);
    if (!reads.length) continue;
    reads[pick(reads.length)].got = -1;
    assert.equal(verdict(register, history), false, `seed ${seed}`);
  }
});

test("a long history with thirty-two callers is decided in time", () => {
  const pick = random(7);
  const adds = Array.from({ length: 5000 }, (_, i) => add(i * 10 - pick(320), i * 10 + 1 + pick(320), i + 1));
  const { linear, steps } = linearizable(counter, adds);
  assert.equal(linear, true);
  assert.ok(steps < 400_000, `${steps} steps`);
});
