import OneDNN
import ResNet

/// What all shards of a network have in common: the parameters, and their copies in the layouts
/// that kernels read.
///
/// The first shard that asks for a parameter creates it; every shard gets a gradient of its own.
final class ParameterStore {
    private let engine: Engine
    private var places: [String: Int] = [:]

    /// Every parameter, in the order in which they were first asked for.
    private(set) var parameters: [TrainedParameter] = []

    /// Renews each copy; due after every change of parameters.
    private(set) var renewals: [Invocation] = []
    private var copies: [(parameter: String, memory: Memory)] = []

    /// Begins without parameters.
    init(on engine: Engine) {
        self.engine = engine
    }

    /// A parameter, and a place for its gradient in the shard that asks.
    ///
    /// - Parameters:
    ///   - parameter: Name and shape.
    ///   - descriptor: The memory layout, the same in every shard.
    /// - Returns: Where its value and the shard's gradient are.
    /// - Throws: ``DNNLError`` when memory is short.
    func parameter(
        _ parameter: Parameter,
        _ descriptor: MemoryDescriptor
    ) throws(DNNLError) -> (value: Memory, gradient: Memory) {
        let trained: TrainedParameter
        if let place = places[parameter.name] {
            trained = parameters[place]
        } else {
            trained = try TrainedParameter(parameter, descriptor, on: engine)
            places[parameter.name] = parameters.count
            parameters.append(trained)
        }
        return (trained.value, try trained.addGradient(descriptor, on: engine))
    }

    /// A parameter that is a vector, likewise.
    func vector(_ parameter: Parameter) throws(DNNLError) -> (value: Memory, gradient: Memory) {
        let descriptor = try MemoryDescriptor(shape: parameter.shape, layout: .vector)
        return try self.parameter(parameter, descriptor)
    }

    /// The value of a parameter in another layout or number format; the value itself where that is
    /// its own.
    func copy(
        of parameter: Parameter,
        as descriptor: MemoryDescriptor
    ) throws(DNNLError) -> Memory {
        guard let place = places[parameter.name] else {
            preconditionFailure("a parameter is created before it is copied")
        }
        let value = parameters[place].value
        if value.descriptor == descriptor { return value }
        let existing = copies.first {
            $0.parameter == parameter.name && $0.memory.descriptor == descriptor
        }
        if let existing { return existing.memory }
        let copy = try Memory(descriptor, on: engine)
        copies.append((parameter.name, copy))
        renewals.append(try .copy(from: value, to: copy, on: engine))
        return copy
    }
}
