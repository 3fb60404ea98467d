import { describeClientInput } from "./describe-client-input.js";

describeClientInput([1], 500);
