/** Class confirm (https://www.rabbitmq.com/docs/confirms). */
import { channelError } from "../../core/errors.ts";
import { Confirms } from "../confirms.ts";
import type { Handlers } from "./table.ts";

export const confirmHandlers: Handlers<"confirm.select"> = {
  "confirm.select": (channel, { nowait }) => {
    if (channel.transaction !== undefined) {
      throw channelError("PRECONDITION_FAILED", "cannot switch from tx to confirm mode");
    }
    channel.confirms ??= new Confirms();
    if (!nowait) channel.send("confirm.select-ok", {});
  },
};
