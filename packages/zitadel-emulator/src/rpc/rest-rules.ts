import { getOption } from "@bufbuild/protobuf";
import { http } from "@zitadel/proto/google/api/annotations_pb.js";
import { descriptors } from "./descriptors.js";

/** The path of a published method behind ZITADEL's REST gateway. */
export interface RestRule {
  service: string;
  name: string;
  method: string;
  /** `:name` matches one segment. */
  path: string;
}

// The paths of version 1 are relative to these.
const prefixes: Record<string, string> = {
  "zitadel.management.v1.ManagementService": "/management/v1",
  "zitadel.auth.v1.AuthService": "/auth/v1",
  "zitadel.admin.v1.AdminService": "/admin/v1",
};

/** The rules of all services that the emulator has: the `google.api.http` options of their methods. */
export function readRestRules(): RestRule[] {
  return descriptors.flatMap(({ typeName, methods }) =>
    methods.flatMap((method) => {
      const rule = getOption(method, http);
      return [rule, ...rule.additionalBindings].flatMap(({ pattern }) => {
        if (typeof pattern.value !== "string") return [];
        const path = (prefixes[typeName] ?? "") + pattern.value.replace(/\{([^}]+)\}/g, ":$1");
        return [{ service: typeName, name: method.name, method: pattern.case.toUpperCase(), path }];
      });
    }),
  );
}
