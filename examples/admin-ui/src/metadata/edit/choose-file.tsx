import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { uint8ArrayToBase64 } from "uint8array-extras";

/** Button that uses the bytes of a file as the value. */
export function ChooseFile({ onChoose }: { readonly onChoose: (base64: string) => void }): ReactNode {
  const readFile = async (file: File): Promise<void> => {
    onChoose(uint8ArrayToBase64(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <FileButton
      onChange={(file) => {
        if (file !== null) void readFile(file);
      }}
      inputProps={{ "aria-label": "File" }}
    >
      {(props) => (
        <Button {...props} size="xs" variant="subtle" leftSection={<IconUpload size={16} aria-hidden />}>
          Choose a file
        </Button>
      )}
    </FileButton>
  );
}
