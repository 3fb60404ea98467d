/** Formats rows as a text table with aligned columns. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? "").length));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widthOf(column) + 2))
        .join("")
        .trimEnd(),
    )
    .join("\n");
}
