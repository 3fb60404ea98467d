import { json, text, type Request, type Response } from "../http/message.js";
import { matchPath, type Route } from "../http/route.js";
import type { Service } from "../services.js";
import { binaryProtocolOf } from "./protocol.js";
import type { RestRule } from "./rest-rules.js";
import { unimplemented } from "./unimplemented.js";

// APIs behind ZITADEL's REST gateway.
const restGateway = /^\/(v2|v2beta|management\/v1|auth\/v1|admin\/v1)\/[^/]+/;
const procedure = /^\/(zitadel\.[\w.]+)\/(\w+)$/;

/**
 * Responds to a request without a route. The response is ZITADEL's own if ZITADEL has no such method or path
 * either; otherwise it names what the emulator has.
 */
export async function handleMissing(
  services: readonly Service[],
  routes: readonly Route[],
  request: Request,
): Promise<Response> {
  const [, serviceName, methodName = ""] = procedure.exec(request.path) ?? [];
  if (serviceName !== undefined) return missingProcedure(services, request, serviceName, methodName);
  const [resource] = restGateway.exec(request.path) ?? [];
  return resource === undefined
    ? unimplemented(request, `The emulator does not have ${request.path}. ${listServices(services)}`)
    : missingRestPath(services, routes, request, resource);
}

async function missingProcedure(
  services: readonly Service[],
  request: Request,
  serviceName: string,
  methodName: string,
): Promise<Response> {
  const service = services.find(({ name }) => name === serviceName);
  if (service === undefined) {
    return unimplemented(request, `The emulator does not have ${serviceName}. ${listServices(services)}`);
  }
  const { descriptors } = await import("./descriptors.js");
  const described = descriptors.find(({ typeName }) => typeName === serviceName)?.methods;
  const isUnknown = described?.every(({ name }) => name !== methodName) === true;
  if (isUnknown && binaryProtocolOf(request) === undefined) return text(404, "404 page not found\n");
  return unimplemented(request, missingMethod(service, methodName));
}

async function missingRestPath(
  services: readonly Service[],
  routes: readonly Route[],
  request: Request,
  resource: string,
): Promise<Response> {
  const { readRestRules } = await import("./rest-rules.js");
  const rules = readRestRules();
  const matches = ({ path }: Pick<RestRule, "path">): boolean => matchPath(path, request.path) !== undefined;
  const rule = rules.find((it) => it.method === request.method && matches(it));
  const service = services.find(({ name }) => name === rule?.service);
  if (rule !== undefined && service !== undefined) {
    return unimplemented(request, missingMethod(service, rule.name));
  }
  if (routes.some(matches)) return json(405, { code: 12, message: "Method Not Allowed" });
  if (rules.some(({ path }) => path === resource || path.startsWith(`${resource}/`))) {
    return json(404, { code: 5, message: "Not Found" });
  }
  const call = `${request.method} ${request.path}`;
  return unimplemented(request, `The emulator does not have ${call}. ${listServices(services)}`);
}

function missingMethod({ name, methods }: Service, missing: string): string {
  return `The emulator does not have ${missing} of ${name}. It has ${methods.map((it) => it.name).join(", ")}`;
}

function listServices(services: readonly Service[]): string {
  return `It has OpenID Connect and ${services.map(({ name }) => name).join(", ")}`;
}
