// Is there one order of all operations, each at some moment between its call and its answer, in which every answer is right?
// The search of Wing and Gong with the memory of Lowe: depth first over the operations that may come next, and never twice to
// the same set of operations with the same state. An operation without an answer may have happened at any moment after its
// call, or never.
//
// A model is { initial, step(state, operation), key(state) }: `step` gives the next state, or undefined when the answer that
// the operation got is not right in this state; an operation whose `answered` is not set must be right in every state. With
// `effect(operation)` a model says which operations in doubt are the same to it (undefined: none that anybody could see), so
// that of many only the number counts, and not which.

/** `operations`: [{ called, answered?, … }], times of one clock. Gives { linear, steps, stuck }; `linear` is undefined when the search was given up. */
export function linearizable(model, operations, { bound = 500_000 } = {}) {
  const known = operations.filter((o) => o.answered !== undefined).toSorted((a, b) => a.called - b.called);
  const doubtful = effects(model, operations.filter((o) => o.answered === undefined).toSorted((a, b) => a.called - b.called));
  const seen = new Set();
  let steps = 0, deepest = { done: -1 };
  const stack = [place(known, doubtful, { first: 0, ahead: [], used: doubtful.map(() => 0), done: 0, state: model.initial })];
  while (stack.length) {
    const top = stack.at(-1);
    if (top.at.done > deepest.done) deepest = top.at;
    if (top.at.done === known.length) return { linear: true, steps };
    const choice = top.next.pop();
    if (!choice) {
      stack.pop();
      continue;
    }
    if (++steps > bound) return { linear: undefined, steps, stuck: story(known, doubtful, deepest) };
    const state = model.step(top.at.state, choice.operation);
    if (state === undefined) continue;
    const after = taken(known, top.at, choice, state);
    const mark = `${after.first};${after.ahead};${after.used};${model.key(state)}`;
    if (seen.has(mark)) continue;
    seen.add(mark);
    stack.push(place(known, doubtful, after));
  }
  return { linear: false, steps, stuck: story(known, doubtful, deepest) };
}

/** Those in doubt, in lists of which each member does the same; the earliest called is taken first. */
function effects(model, operations) {
  const alike = new Map();
  for (const operation of operations) {
    const effect = model.effect ? model.effect(operation) : operation;
    if (effect !== undefined) alike.set(effect, [...(alike.get(effect) ?? []), operation]);
  }
  return [...alike.values()];
}

/**
 * What may come next: whatever was called before the first answer that is still to be placed. Those in doubt are tried last;
 * the list is taken from its end.
 */
function place(known, doubtful, at) {
  let soonest = Infinity;
  const open = [];
  for (let i = at.first; i < known.length && known[i].called <= soonest; i++) {
    if (at.ahead.includes(i)) continue;
    soonest = Math.min(soonest, known[i].answered);
    open.push({ known: i, operation: known[i] });
  }
  const ready = open.filter(({ operation }) => operation.called <= soonest).sort((a, b) => b.operation.answered - a.operation.answered);
  const maybe = doubtful.map((alike, i) => ({ doubt: i, operation: alike[at.used[i]] })).filter(({ operation }) => operation && operation.called <= soonest);
  return { at, next: [...maybe.reverse(), ...ready] };
}

function taken(known, at, { known: index, doubt }, state) {
  if (index === undefined) return { ...at, used: at.used.with(doubt, at.used[doubt] + 1), state };
  let first = at.first;
  const ahead = [...at.ahead, index].sort((a, b) => a - b);
  while (ahead[0] === first) {
    ahead.shift();
    first++;
  }
  return { first, ahead, used: at.used, done: at.done + 1, state };
}

/** Where the longest order ended, for whoever has to find out why. */
function story(known, doubtful, at) {
  if (at.done < 0) return undefined;
  const waiting = place(known, doubtful, at).next.map(({ operation }) => operation);
  return { placed: at.done, of: known.length, state: at.state, waiting: waiting.slice(-8) };
}

/** One history for each key, since a history is linearizable when that of each of its objects is. */
export function partitioned(operations, keyOf) {
  const parts = new Map();
  for (const operation of operations) {
    const key = keyOf(operation);
    parts.set(key, [...(parts.get(key) ?? []), operation]);
  }
  return parts;
}
