/** What the platforms take, as JSON Schemas: Gradescope's results.json and Classroom 50's result.json, as their documentation gives them. */

const outputFormats = { enum: ["text", "html", "simple_format", "md", "ansi"] };
const visibilities = { enum: ["visible", "hidden", "after_due_date", "after_published"] };

/** https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
export const GRADESCOPE_SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: {
    score: { type: "number" },
    execution_time: { type: "number" },
    output: { type: "string" },
    output_format: outputFormats,
    test_output_format: outputFormats,
    test_name_format: outputFormats,
    visibility: visibilities,
    stdout_visibility: visibilities,
    extra_data: { type: "object" },
    leaderboard: { type: "array" },
    tests: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          score: { type: "number" },
          max_score: { type: "number" },
          status: { enum: ["passed", "failed"] },
          name: { type: "string" },
          name_format: outputFormats,
          number: { type: "string" },
          output: { type: "string" },
          output_format: outputFormats,
          tags: { type: "array", items: { type: "string" } },
          visibility: visibilities,
          extra_data: { type: "object" },
        },
      },
    },
  },
};

const text = { type: "string" };

/** foundation50/classroom50, result/v1: no other key at the top. */
export const CLASSROOM50_SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: [
    "schema",
    "classroom",
    "assignment",
    "assignment_type",
    "owner",
    "submission",
    "commit",
    "release",
    "review",
    "datetime",
    "score",
    "max-score",
    "tests",
  ],
  properties: {
    schema: { const: "classroom50/result/v1" },
    classroom: text,
    assignment: text,
    assignment_type: text,
    owner: text,
    submission: text,
    commit: text,
    release: text,
    review: text,
    datetime: { type: "string", pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d` },
    graded_at: text,
    submitted_by: text,
    score: { type: "integer" },
    "max-score": { type: "integer" },
    tests: {
      type: "array",
      items: {
        type: "object",
        required: ["test-name", "passed", "score", "max-score"],
        properties: {
          "test-name": text,
          passed: { type: "boolean" },
          score: { type: "integer" },
          "max-score": { type: "integer" },
        },
      },
    },
  },
};
