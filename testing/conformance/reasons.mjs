// Why a case may differ: area, then the case's name, then one sentence. What is not here makes the lane fail.
export const reasons = {
  url: {
    'sets: "origin", "http://q"': "an accessor without a setter is refused in V8's words for accessors; workerd's are native properties",
  },
};
