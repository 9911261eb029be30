interface Failure {
  reason: string;
}

// These lines exist so that a line number says whether the map was used.
export function fail(reason: string): never {
  const failure: Failure = { reason };
  throw new RangeError(`failed ${failure.reason}`);
}
