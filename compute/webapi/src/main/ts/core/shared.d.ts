declare module 'selvedge:shared' {
  export const shared: object;
}
