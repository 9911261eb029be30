import { add } from "../sum.js"; // a cycle, used only when called

export const name = "name";
export const later = () => add(1, 1);
