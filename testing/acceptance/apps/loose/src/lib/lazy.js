import { later } from "./deep/name.js";

export let loads = 0;
loads++;
export const lazy = () => `lazy ${later()}`;
