/// What libFuzzer is to do with an input that did no harm.
package enum Verdict: CInt {
    /// Keep it if it reached something new.
    case keep = 0
    /// Never keep it: it belongs to another target.
    case forget = -1
}
