import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  GetUserByIDRequestSchema,
  GetUserByIDResponseSchema,
} from "@zitadel/proto/zitadel/user/v2/user_service_pb.js";
import { describe, expect, it } from "vitest";
import { setUpEmulator, zitadel } from "./emulator.js";

setUpEmulator();

const type = "application/grpc-web-text";

/** Calls a method with a message whose frame is encoded in parts. Returns the frames of the response. */
async function send(method: string, message: Uint8Array): Promise<Readonly<Record<number, Buffer>>> {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  const response = await fetch(`${zitadel.issuer}/zitadel.user.v2.UserService/${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${zitadel.directory.personalAccessToken("manager")}`,
      "content-type": type,
    },
    body: head.toString("base64") + Buffer.from(message).toString("base64"),
  });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
  const frames: Record<number, Buffer> = {};
  let rest = Buffer.from(await response.text(), "base64");
  while (rest.length > 0) {
    const end = 5 + rest.readUInt32BE(1);
    frames[rest.readUInt8(0)] = rest.subarray(5, end);
    rest = rest.subarray(end);
  }
  return frames;
}

const messageFrame = 0x00;
const trailerFrame = 0x80;

describe("gRPC-Web in base64", () => {
  it("returns the message and the status", async () => {
    const userId = zitadel.directory.user("road-runner");
    const request = toBinary(GetUserByIDRequestSchema, create(GetUserByIDRequestSchema, { userId }));
    const { [messageFrame]: body = Buffer.alloc(0), [trailerFrame]: trailers } = await send(
      "GetUserByID",
      request,
    );
    expect(fromBinary(GetUserByIDResponseSchema, body).user).toMatchObject({
      userId,
      username: "road-runner",
    });
    expect(trailers?.toString()).toContain("grpc-status: 0");
  });

  it("returns the error of an unknown user in the trailers", async () => {
    const request = toBinary(GetUserByIDRequestSchema, create(GetUserByIDRequestSchema, { userId: "1" }));
    const { [trailerFrame]: trailers } = await send("GetUserByID", request);
    expect(trailers?.toString()).toContain("grpc-status: 5");
  });
});
