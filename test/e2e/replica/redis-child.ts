/**
 * A child process that leads once, in the Redis of its first argument. A remaining connection or timer would
 * keep it from exiting.
 */
import { batchOf, valuesIn } from "../../integration/replica/batch.js";
import { openStore } from "../../integration/replica/redis-stores.js";
import { whileLeading } from "../../integration/replica/while-leading.js";

const { store, lines } = openStore(process.argv[2] ?? "");
await whileLeading(store, (writer) => writer.apply(batchOf({ "acme/ada": "x" })));
const page = await store.read(["ada"]);
await store[Symbol.asyncDispose]();
process.stdout.write(JSON.stringify({ lines, values: valuesIn(page?.records) }));
