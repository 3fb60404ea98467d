import type { Instance } from "../instance/instance.js";
import type { LoginStore } from "../login/login-store.js";
import type { Keys } from "../tokens/key-file.js";
import type { TokenStore } from "../tokens/token-store.js";

export interface OidcServer {
  instance: Instance;
  tokens: TokenStore;
  logins: LoginStore;
  keys: Keys;
}
