import { describeClientInput } from "./describe-client-input.js";

describeClientInput([2, 3, 4, 5, 6], 1000);
