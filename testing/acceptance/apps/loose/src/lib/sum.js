import { name } from "./deep/name.js";

export const add = (a, b) => a + b;
export const where = `sum, beside ${name}`;
