import assert from "node:assert/strict";
import test from "node:test";
import { linearizable } from "../kit/linear.mjs";
import { models } from "./models.mjs";

const append = (called, answered, item, value) => ({ method: "append", args: [item], called, answered, value });
const read = (called, answered, ...value) => ({ method: "read", args: [], called, answered, value });
const verdict = (operations) => linearizable(models.List.knowing(operations), operations);

test("a list with many appends in doubt has its order from what was read last", () => {
  const items = Array.from({ length: 60 }, (_, i) => i + 1);
  const doubts = items.map((item) => append(item / 1000, undefined, item));
  const right = [...doubts, read(1, 2, ...items.slice(0, 30)), read(3, 4, ...items)];
  assert.equal(verdict(right).linear, true);
  assert.ok(verdict(right).steps < 10_000);
  assert.equal(verdict([...right, append(5, 6, 99, 61), read(7, 8, ...items, 99)]).linear, true);
});

test("a list that lost an item that somebody read is found out", () => {
  const doubts = Array.from({ length: 20 }, (_, i) => append(i / 1000, undefined, i + 1));
  assert.equal(verdict([...doubts, read(1, 2, 1, 2, 3), read(3, 4, 1, 2)]).linear, false);
  assert.equal(verdict([append(0, 1, 7, 1), ...doubts, read(5, 6, 1, 2)]).linear, false);
});
