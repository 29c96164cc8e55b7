using System.Reflection;
using System.Reflection.Emit;

namespace Matinee.Architecture.Tests;

// Which types a type uses: in its base, interfaces, fields and signatures, and in the instructions of its methods, read from
// the compiled assembly. What the compiler made of it (closures, state machines of async methods) counts as the type that it
// was made for. Constants and nameof leave no trace, which is right: they bind nobody at run time.
internal static class Uses
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Types and members used by the type and all that is nested in it.</summary>
    public static IReadOnlySet<MemberInfo> Of(Type type)
    {
        var used = new HashSet<MemberInfo>();
        Collect(type, used);
        return used;
    }

    public static IEnumerable<Type> TypesOf(Type type) =>
        Of(type).SelectMany(member => member is Type one ? Parts(one) : Parts(member.DeclaringType)).Select(Outermost).Distinct();

    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
    }

    /// <summary>A generic type's definition and arguments, an array's element.</summary>
    public static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter) return [];
        if (type.HasElementType) return Parts(type.GetElementType());
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition()) : [type];
    }

    private static void Collect(Type type, HashSet<MemberInfo> used)
    {
        Add(used, type.BaseType);
        foreach (var one in type.GetInterfaces()) Add(used, one);
        foreach (var field in type.GetFields(All)) Add(used, field.FieldType);
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            if (method is MethodInfo { ReturnType: var returned }) Add(used, returned);
            foreach (var parameter in method.GetParameters()) Add(used, parameter.ParameterType);
            foreach (var local in method.GetMethodBody()?.LocalVariables ?? []) Add(used, local.LocalType);
            Read(method, used);
        }

        foreach (var nested in type.GetNestedTypes(All)) Collect(nested, used);
    }

    private static void Read(MethodBase method, HashSet<MemberInfo> used)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) return;
        var typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : [];
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? OpCodes[(short)(0xFE00 | il[at + 1])] : OpCodes[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments);
                if (member is Type type) Add(used, type);
                else if (member is not null) used.Add(member);
                if (member is MethodInfo { IsGenericMethod: true } generic)
                {
                    foreach (var argument in generic.GetGenericArguments()) Add(used, argument);
                }
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static void Add(HashSet<MemberInfo> used, Type? type)
    {
        foreach (var part in Parts(type)) used.Add(part);
    }
}
