import Language
import Testing

struct EditDistanceTests {
    @Test(
        "each sort of slip counts once",
        arguments: [
            ("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "ab", 1), ("abc", "abcd", 1),
            ("abc", "acb", 1), ("abc", "bca", 2), ("glock", "clok", 2), ("", "ab", 2),
        ])
    func slips(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(Array(left), Array(right), within: 3) == distance)
        #expect(EditDistance.between(Array(right), Array(left), within: 3) == distance)
    }

    @Test("what is further apart than the limit has no distance")
    func limit() {
        #expect(EditDistance.between(Array("abc"), Array("xyz"), within: 2) == nil)
        #expect(EditDistance.between(Array("a"), Array("abcdef"), within: 2) == nil)
    }
}
