import { z } from "zod";

const responseSchema = z.object({ data: z.object({ _service: z.object({ sdl: z.string() }) }) });

/** Reads the SDL of a running subgraph, as composition does. */
export async function readSdl(url: string): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ _service { sdl } }" }),
  });
  return responseSchema.parse(await response.json()).data._service.sdl;
}
