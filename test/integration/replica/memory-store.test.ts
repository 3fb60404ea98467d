import { systemClock } from "../../../src/lib/clock.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { silentLog } from "../../support/silent-replica.js";
import { describeStore } from "./store-contract.js";

describeStore(() => Promise.resolve(createMemoryStore(silentLog, systemClock)));
