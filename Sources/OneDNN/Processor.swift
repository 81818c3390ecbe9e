import CDNNL

/// What the CPU can do.
package enum Processor {
    /// Whether it multiplies bfloat16 numbers itself, which mostly makes them faster than float32.
    package static var multipliesBfloat16: Bool {
        let wanted = dnnl_cpu_isa_avx512_core_bf16.rawValue
        return dnnl_get_effective_cpu_isa().rawValue & wanted == wanted
    }
}
