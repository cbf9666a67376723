#!/usr/bin/env node
/** The command line: `broker-lite [start]` and `broker-lite list-queues`. What each does is in `cli/`. */
import { program } from "./cli/program.ts";

process.exitCode = await program(process.argv.slice(2));
