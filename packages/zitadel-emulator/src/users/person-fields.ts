import { ApiError } from "../api/api-error.js";
import type { Message } from "../api/proto-json.js";
import { invalid, requireMaxLength, requireName, validateNested } from "../api/validation.js";
import type { Gender, Person } from "../instance/instance.js";

const genders: readonly Gender[] = ["unspecified", "female", "male", "diverse"];
const genderNames = genders.map((gender) => `GENDER_${gender.toUpperCase()}`);

/** The fields of a person that a message has. */
export type PersonFields = Partial<Omit<Person, "kind">>;

/** Reads the message `human` of CreateUser and UpdateUser, or AddHumanUser. */
export function readPersonFields(message: Message, password = message.message("password")): PersonFields {
  const profile = message.message("profile");
  const email = message.message("email");
  const phone = message.message("phone");
  rejectUnsupported(message, email, phone);
  return {
    ...readTexts(profile, ["givenName", "familyName", "nickName", "displayName", "preferredLanguage"]),
    ...(profile?.has("gender") === true && {
      gender: genders[profile.enumValue("gender", genderNames)] ?? "unspecified",
    }),
    ...readTexts(email, ["email"]),
    ...(email !== undefined && { isEmailVerified: email.bool("isVerified") }),
    ...readTexts(phone, ["phone"]),
    ...(phone !== undefined && { isPhoneVerified: phone.bool("isVerified") }),
    ...readTexts(password, ["password"]),
  };
}

type TextField = "givenName" | "familyName" | "nickName" | "displayName" | "preferredLanguage";

function readTexts(
  message: Message | undefined,
  names: readonly (TextField | "email" | "phone" | "password")[],
): PersonFields {
  const fields: PersonFields = {};
  for (const name of names) if (message?.has(name) === true) fields[name] = message.text(name);
  return fields;
}

/** Fields that would have no effect here. */
function rejectUnsupported(message: Message, email: Message | undefined, phone: Message | undefined): void {
  const found = [
    ...["hashedPassword", "totpSecret", "idpLinks"].filter((name) => message.has(name)),
    ...(email?.has("returnCode") === true ? ["email.returnCode"] : []),
    ...(phone?.has("returnCode") === true ? ["phone.returnCode"] : []),
  ];
  if (found.length === 0) return;
  throw new ApiError(
    "unimplemented",
    `The emulator does not support the fields ${found.join(", ")} of a person`,
  );
}

/** Validates the profile; its length limits are those of the message with this name. */
export function requireProfile(type: string, fields: PersonFields, isNew: boolean): void {
  const { givenName, familyName, nickName, displayName, preferredLanguage } = fields;
  const requireText = isNew ? requireMaxLength : requireName;
  if (isNew || givenName !== undefined) requireName(type, "GivenName", givenName ?? "");
  if (isNew || familyName !== undefined) requireName(type, "FamilyName", familyName ?? "");
  if (nickName !== undefined) requireText(type, "NickName", nickName);
  if (displayName !== undefined) requireText(type, "DisplayName", displayName);
  if (preferredLanguage !== undefined) requireText(type, "PreferredLanguage", preferredLanguage, 10);
}

/** Validates the e-mail address, the phone number and the password of a request. */
export function requireContact(request: string, { email, phone, password }: PersonFields): void {
  if (email !== undefined) {
    validateNested(request, "Email", () => {
      requireName("SetHumanEmail", "Email", email);
      if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
        const cause = email.includes("@") ? "no angle-addr" : "missing '@' or angle-addr";
        throw invalid(
          "SetHumanEmail",
          "Email",
          `value must be a valid email address | caused by: mail: ${cause}`,
        );
      }
    });
  }
  if (phone !== undefined) {
    validateNested(request, "Phone", () => {
      requireMaxLength("SetHumanPhone", "Phone", phone);
    });
  }
  if (password !== undefined) {
    validateNested(request, "Password", () => {
      requireName("Password", "Password", password);
    });
  }
}

/** The fields as ZITADEL stores them. */
export function normalize({ phone, preferredLanguage, ...fields }: PersonFields): PersonFields {
  return {
    ...fields,
    ...(preferredLanguage !== undefined && { preferredLanguage: normalizeLanguage(preferredLanguage) }),
    ...(phone !== undefined && { phone: normalizePhone(phone) }),
  };
}

/** ZITADEL stores an invalid language tag as an unknown language. */
function normalizeLanguage(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "und";
  } catch {
    return "und";
  }
}

function normalizePhone(phone: string): string {
  const digits = phone.replace(/[\s()./-]/g, "");
  if (phone === "" || /^\+\d{3,15}$/.test(digits)) return digits;
  throw new ApiError("invalid_argument", "Phone is invalid", "PHONE-so0wa");
}
