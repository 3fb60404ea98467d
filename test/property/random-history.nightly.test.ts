import { describeHistories } from "./describe-histories.js";

describeHistories(26, 100);
