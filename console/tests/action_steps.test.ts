import { describe, expect, it } from "vitest";
import { splitSteps } from "../src/words/action_steps";

describe("the steps of an action", () => {
  it.each([
    ["停止进料", ["停止进料"]],
    ["立即停泵；关闭进料阀，核对液位；撤离", ["立即停泵", "关闭进料阀，核对液位", "撤离"]],
    ["Stop the pump; close the valve, check the level", ["Stop the pump", "close the valve, check the level"]],
    ["1. 停泵\n2. 关阀\r\n\n3、撤离\n", ["停泵", "关阀", "撤离"]],
    ["(1) stop;（2）leave", ["stop", "leave"]],
    ["", []],
    ["；；", []],
  ])("of %j", (text, steps) => {
    expect(splitSteps(text)).toEqual(steps);
  });

  it.each(["2.5 MPa 以下方可复位", "10 min 内完成"])("leave the number of %j alone", (text) => {
    expect(splitSteps(text)).toEqual([text]);
  });
});
