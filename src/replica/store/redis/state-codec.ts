import type { Checkpoint } from "../checkpoint.js";

const positionFields = ["settled", "anchorId", "anchorSequence", "anchorDate", "isFilled"] as const;
const goneOrganisation = "gone:";

/** The texts that stand in the hash for a position and for organisations that are gone, field and value in turn. */
export function encodeState(
  { lowWatermark, head, isComplete }: Checkpoint,
  removedOrganisations: ReadonlyMap<string, number>,
): readonly string[] {
  const values = [lowWatermark, head?.id, head?.sequence, head?.date, isComplete ? 1 : 0];
  return [
    ...positionFields.flatMap((field, at) => [field, String(values[at] ?? "")]),
    ...[...removedOrganisations].flatMap(([id, date]) => [goneOrganisation + id, String(date)]),
  ];
}

export function decodeCheckpoint(state: Readonly<Record<string, string>>): Checkpoint | undefined {
  const { anchorId, isFilled } = state;
  if (isFilled === undefined) return undefined;
  const numberIn = (field: (typeof positionFields)[number]): number | undefined => {
    const text = state[field];
    return text === undefined || text === "" ? undefined : Number(text);
  };
  const sequence = numberIn("anchorSequence");
  const date = numberIn("anchorDate");
  return {
    lowWatermark: numberIn("settled"),
    head:
      anchorId === undefined || sequence === undefined || date === undefined
        ? undefined
        : { id: anchorId, sequence, date },
    isComplete: isFilled === "1",
  };
}

export function decodeRemovedOrganizations(
  state: Readonly<Record<string, string>>,
): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(state)
      .filter(([field]) => field.startsWith(goneOrganisation))
      .map(([field, date]) => [field.slice(goneOrganisation.length), Number(date)]),
  );
}
