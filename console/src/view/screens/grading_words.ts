/** What is to be said about how a hazard is graded, beyond its numbers. */
import type { Hazard } from "../../wire/plant";
import type { Speech } from "../language";

/** What is missing, or that the plant declares another level than follows from R; else empty. */
export function sayFinding(speech: Speech, hazard: Hazard): string {
  const { say } = speech;
  const { grading } = hazard;
  if (!grading || grading.terms.length === 0) return "";
  if (grading.unknown.length > 0) {
    const what = grading.unknown.map((one) =>
      one === "exposed_population" ? say("exposedPopulation") : one,
    );
    return say("gradingMissing", { what: what.join(", ") });
  }
  if (grading.major === false && hazard.level === null) return say("gradingNotMajor");
  if (grading.level === hazard.level) return "";
  return say("gradingDiffers", {
    declared: sayLevel(speech, hazard.level),
    level: sayLevel(speech, grading.level),
  });
}

function sayLevel({ named, say }: Speech, level: number | null): string {
  return level === null ? say("hazardUngraded") : named("hazardLevelOf", String(level));
}
