import { expectGenerated } from "./expect-generated.js";

expectGenerated([3, 4, 5, 6, 7, 8]);
