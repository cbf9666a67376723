/** What a learner's copy judges. Where hidden tests are, they judge this as well. */
import { hiddenTests } from "grader";
import { lesson } from "../lesson.ts";
import { publicTests } from "./tests.ts";

hiddenTests(lesson, publicTests);
