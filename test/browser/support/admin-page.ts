import { expect, type Locator, type Page } from "@playwright/test";
import type { Demo } from "../../../examples/demo/start-demo.js";
import type { ColorScheme } from "./appearance.js";
import { signIn } from "./sign-in.js";

/** The admin page's view of one user. */
export interface UserView {
  readonly table: Locator;
  /** The panel that adds or edits an entry. */
  readonly drawer: Locator;
  /** A modal dialog. */
  dialog(title: RegExp): Locator;
  row(key: string): Locator;
  openEditor(key: string): Promise<void>;
  edit(key: string, value: string): Promise<void>;
  add(key: string, value: string): Promise<void>;
  /** Clicks Save. The table shows the new value before the response to the write. */
  save(): Promise<void>;
  /** Saves and waits for the response, which closes the drawer. */
  saveAndClose(): Promise<void>;
}

/** Signs in, by default as granny, and opens the page of the user. */
export async function openUser(page: Page, demo: Demo, userId: string, name = "granny"): Promise<UserView> {
  await signIn(page, `${demo.urls["admin-ui"]}/users/${userId}`, name);
  await page.getByRole("heading", { name: "Metadata" }).waitFor();
  const drawer = page.getByRole("dialog", { name: /^(Add|Edit) / });
  const view: UserView = {
    table: page.getByRole("table", { name: "Metadata" }),
    drawer,
    dialog: (title) => page.getByRole("dialog", { name: title }),
    row: (key) =>
      page
        .getByRole("row")
        .filter({ has: page.getByRole("checkbox", { name: `Select ${key}`, exact: true }) }),
    openEditor: (key) => page.getByRole("link", { name: `Edit ${key}`, exact: true }).click(),
    async edit(key, value) {
      await view.openEditor(key);
      await valueOf(drawer).fill(value);
    },
    async add(key, value) {
      await page.getByRole("link", { name: "Add a key" }).click();
      await drawer.getByLabel("Key").fill(key);
      await valueOf(drawer).fill(value);
    },
    save: () => drawer.getByRole("button", { name: "Save" }).click(),
    async saveAndClose() {
      await view.save();
      await expect(drawer).toBeHidden();
    },
  };
  return view;
}

/** Waits until the page has the colors of the scheme. */
export async function expectColorScheme(page: Page, colorScheme: ColorScheme): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
}

/** The name of the signed-in user in the header. The user may also be a row of the page's table. */
export function signedInAs(page: Page, displayName: string): Locator {
  return page.getByText(`Signed in as ${displayName}`, { exact: true });
}

/** The text field of the value. A typed key has its title as label. */
export function valueOf(drawer: Locator): Locator {
  return drawer.locator("textarea");
}
