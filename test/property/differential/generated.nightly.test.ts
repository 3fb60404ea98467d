import { describeGenerated } from "./describe-generated.js";

describeGenerated([3, 4, 5, 6, 7, 8]);
