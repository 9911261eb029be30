package dev.selvedge.v8;

/** Bytes: what the heap uses, what it occupies, where its limit is, and what ArrayBuffers hold outside it. */
public record HeapFigures(long used, long total, long limit, long external) {}
